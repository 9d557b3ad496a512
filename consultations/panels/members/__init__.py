"""Who sits on a panel: the drawn are invited, reserves are called in their order, observers look on."""
