"""Devices, and the people they speak for: guests who may become accounts, sign in elsewhere, and leave."""
