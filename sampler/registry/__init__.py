"""The registry (检查对象名录库): reading people's files, checking every cell, keeping what was accepted."""
