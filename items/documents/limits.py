"""How much a document may be and hold."""

MEGABYTE = 1024 * 1024

# Bytes of the file as uploaded.
LARGEST_FILE = 20 * MEGABYTE
# Bytes that the parts of one document may unpack to, counted while they are unpacked.
LARGEST_UNPACKED = 200 * MEGABYTE
# Characters of the result: the longest breakdowns have some hundred thousand, and each page of a draft reads them anew.
LARGEST_TEXT = 2_000_000
# Bytes of memory and seconds of processor time that the reading of one document may take.
LARGEST_MEMORY = 1536 * MEGABYTE
LONGEST_TIME = 600
# Seconds by the clock that LibreOffice may take to convert one document.
LONGEST_CONVERSION = 180
# Seconds by the clock, for a reading that hangs without using any processor time.
LONGEST_WAIT = 1200
