"""VCF text as the bytes of a file: plain, or bgzip when its name ends in .gz.

The blocks are packed here: `pysam.BGZFile` (0.24) kills the process when a file cannot be opened.
"""

from __future__ import annotations

import struct
import zlib

from pgx.vcf.stream import BGZF_EOF

PAYLOAD = 0xFF00                         # bytes of text in a block, as htslib packs them


def pack_vcf(text: str, name: str) -> bytes:
    """`text` as the file `name` holds it: bgzip for .gz, else plain."""
    data = text.encode()
    return bgzip(data) if name.endswith(".gz") else data


def bgzip(data: bytes) -> bytes:
    """`data` as a bgzip file: gzip members of at most 64 KiB that an index can point into."""
    blocks = (_block(data[start : start + PAYLOAD]) for start in range(0, len(data), PAYLOAD))
    return b"".join(blocks) + BGZF_EOF


def _block(data: bytes) -> bytes:
    """One member: gzip header with the BC field that holds its size, deflated data, checksum and length."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    head = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0" + struct.pack("<H", len(packed) + 25)
    return head + packed + struct.pack("<II", zlib.crc32(data), len(data))
