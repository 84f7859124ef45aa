"""The papers, one a file: each composes pieces from facts and nothing else."""
