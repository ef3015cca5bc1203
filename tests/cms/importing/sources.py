# ruff: noqa: E501 - feeds as they are written
"""Feeds and exports as they are written, and a web server of an old site."""

from http.server import SimpleHTTPRequestHandler


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/inside":
            self.send_response(302)
            self.send_header("location", "http://127.0.0.2:1/secret.jpg")
            self.end_headers()
        else:
            super().do_GET()


RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Old news</title><link>{site}/</link><language>en-GB</language>
<item><title>Council &amp;amp; founded</title><link>{site}/news/council</link><guid isPermaLink="false">1</guid>
<pubDate>Wed, 14 Feb 2018 10:00:00 +0100</pubDate><dc:creator>Jane Doe</dc:creator><category>Space</category>
<description>Two countries agree.</description>
<content:encoded><![CDATA[<p>They <b>met</b>.</p><img src="/rover.jpg" alt="A rover"><p>Read <a href="{site}/news/older">this</a>.</p>]]></content:encoded>
<media:content url="{site}/flags.jpg" medium="image"/><media:credit>Agency</media:credit></item>
<item><title>Older</title><link>{site}/news/older</link><guid isPermaLink="false">2</guid>
<pubDate>Mon, 12 Feb 2018 10:00:00 GMT</pubDate><description>&lt;p&gt;Only a summary.&lt;/p&gt;&lt;img src="{site}/broken.jpg"&gt;&lt;img src="{site}/none.jpg"&gt;</description></item>
</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>N</title><id>n</id>
<entry xml:lang="fr"><id>urn:1</id><title>Conseil</title><link href="https://n.example/1"/><updated>2018-02-14T10:00:00Z</updated>
<content type="html" xml:lang="fr">&lt;p&gt;Texte.&lt;/p&gt;</content></entry>
<entry xml:lang="pt"><id>urn:2</id><title>Conselho</title><updated>2018-02-14T10:00:00Z</updated>
<content type="html" xml:lang="pt">&lt;p&gt;Texto.&lt;/p&gt;</content></entry></feed>"""
WXR = """<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old</title><language>en-US</language>
<wp:author><wp:author_login>jdoe</wp:author_login><wp:author_display_name><![CDATA[Jane Doe]]></wp:author_display_name></wp:author>
<item><title>rover</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>
<wp:attachment_url>{site}/rover.jpg</wp:attachment_url><excerpt:encoded><![CDATA[At its first test]]></excerpt:encoded>
<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A rover</wp:meta_value></wp:postmeta></item>
{posts}</channel></rss>"""
POST = """<item><title>{title}</title><link>{site}/{slug}</link><guid>{site}/?p={slug}</guid><dc:creator>jdoe</dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>1</wp:post_id><wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>{type}</wp:post_type><category domain="category" nicename="space">Space</category>
<category domain="language" nicename="{lang}">{lang}</category><category domain="post_translations" nicename="pll_1">pll_1</category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta></item>"""


def post(**fields: str) -> str:
    defaults = {"title": "Council", "site": "https://old.example", "slug": "council", "content": "<p>Text.</p>", "lang": "en",
                "date": "2018-02-14 09:00:00", "status": "publish", "type": "post"}  # fmt: skip
    return POST.format(**defaults | fields)
