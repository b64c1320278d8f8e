"""What was asked, estimated and paid: one file for each format of a market."""
