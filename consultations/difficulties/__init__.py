"""What people struggle with: private, handled by a service, and only counted in public."""
