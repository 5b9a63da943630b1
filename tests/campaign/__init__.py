"""What is promised about reliability and security, tried at full size: ``make campaign``."""
