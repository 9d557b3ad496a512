"""What everyone who has just gone through a procedure may say of it: four questions, no account."""
