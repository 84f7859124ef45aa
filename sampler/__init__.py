"""The method of 双随机 draws, its records, and the store of what people act on. Knows no HTTP and no paper."""
