"""The schema of sitemaps.org, as the npm package `sitemap` has it, with Google's and hreflang's beside it."""

from pathlib import Path

import xmlschema

from support import npm

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}
# What Google's documentation says of `news:news`, in its order; and hreflang's link.
NEWS = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
  targetNamespace="http://www.google.com/schemas/sitemap-news/0.9">
<xs:element name="news"><xs:complexType><xs:sequence>
  <xs:element name="publication"><xs:complexType><xs:sequence>
    <xs:element name="name" type="xs:string"/>
    <xs:element name="language"><xs:simpleType><xs:restriction base="xs:string">
      <xs:pattern value="zh-cn|zh-tw|[a-z]{2,3}"/></xs:restriction></xs:simpleType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="publication_date" type="xs:dateTime"/>
  <xs:element name="title" type="xs:string"/>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""
LINK = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xhtml">
<xs:element name="link"><xs:complexType>
  <xs:attribute name="rel" fixed="alternate" use="required"/>
  <xs:attribute name="hreflang" type="xs:string" use="required"/>
  <xs:attribute name="href" type="xs:anyURI" use="required"/>
</xs:complexType></xs:element></xs:schema>"""


def schema(own: Path) -> xmlschema.XMLSchema:
    """`own`: a folder for what it is put together from."""
    folder = npm.packages("sitemap", "sitemap@8")
    locations = {}
    for short, text in (("n", NEWS), ("x", LINK)):
        path = own / f"{short}.xsd"
        path.write_text(text)
        locations[NAMES[short]] = path.as_uri()
    main = folder / "node_modules/sitemap/schema/sitemap.xsd"
    return xmlschema.XMLSchema(str(main), locations=locations)
