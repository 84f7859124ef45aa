"""The PDF engine: reportlab's document objects carry it; text, fonts, tags and packing are ours.

reportlab's own text layer draws .notdef for what a font lacks, takes no CFF outlines, cuts every text into 256-glyph
fonts character by character, and knows no tags. Here a text is encoded by one `str.translate`, fonts are subset and
embedded once at the end, and each piece of text says what it is (PDF/A-2a, PDF/UA-1).
"""
