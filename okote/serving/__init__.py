"""The service as processes: started in order, watched, stopped within ten seconds."""
