"""Record off a real server which kind of content it takes a name's ending for: `python -m … URL DATABASE KEY`.

It makes attachments, so the database must be one that may be thrown away.
"""

from __future__ import annotations

import base64
import mimetypes
import sys

from mock_odoo.facts.record import Real, write

CONTENTS = ("z", "plain text")  # without a known ending, one is taken for octets and the other for text
MORE = (
    "7z accdb avi bz2 camt cbl cfonb cod coda conf csv dat db dbf doc docm docx dot dotx dwg dxf ebcdic eml epub fb2 "
    "gz heic heif ini iso jp2 jxl key log lzma m4a mbox md mdb mkv mov mp3 mpp msg mt940 numbers odb odg odp ods odt "
    "ofx ogg opus p12 p7b p7c p7m p7s pages pain parquet pem pfx pkcs7 png potx ppsx pptm pptx prn pst pub qfx qif rar "
    "rtf saf sav sgml skp sql sta svg svgz tgz tif toml tsv txt ubl vcf vcs vsd vsdx wav webm webp wmv xaf xbrl xlam "
    "xlsb xlsm xlsx xltx xml xps xsd xsl xslt xz yaml yml zip zst"
).split()


def record(real: Real) -> None:
    """Write the kind of every ending that has one."""
    known = {ending[1:] for ending in (*mimetypes.types_map, *mimetypes.common_types)}
    endings = sorted({*known, *MORE})
    octets, text = (_kinds(real, endings, content) for content in CONTENTS)
    write("mimetypes", {ending: octets[ending] for ending in endings if octets[ending] == text[ending]})


def _kinds(real: Real, endings: list[str], content: str) -> dict[str, str]:
    datas = base64.b64encode(content.encode()).decode()
    made = real.call("ir.attachment", "create", vals_list=[{"name": f"x.{end}", "datas": datas} for end in endings])
    rows = real.call("ir.attachment", "read", ids=made, fields=["mimetype"])
    return dict(zip(endings, (row["mimetype"] for row in rows), strict=True))


if __name__ == "__main__":
    record(Real(*sys.argv[1:4]))
