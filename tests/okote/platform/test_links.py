"""Which addresses people may name on their pages, and what readers are told of where they lead."""

import pytest

from okote.platform.links import NotAPublicLinkError, host, public_link


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("https://peertube.example/w/abc?start=1m#c", "peertube.example"),
        ("https://www.Youtube.com/watch?v=x", "www.youtube.com"),
        ("https://youtu.be:443/x", "youtu.be"),
        ("https://vidéo.example.fr/x", "xn--vido-dpa.example.fr"),
        ("https://y\u043eutube.com/x", "xn--yutube-wqf.com"),  # a Cyrillic o
        ("https://a.example", "a.example"),
    ],
)
def test_a_page_that_everyone_can_open(link, leads_to):
    assert (public_link(link), host(link)) == (link, leads_to)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "video.example/x",
        "http://video.example/x",
        "ftp://video.example/x",
        "javascript:alert(1)//https://video.example",
        "data:text/html,x",
        "https://",
        "https:///x",
        "https://nadia:secret@video.example/",
        "https://video.example@evil.example/",
        "https://@video.example/",
        "https://video.example:8443/x",
        "https://video.example:x/",
        "https://localhost/x",
        "https://camera.localhost/x",
        "https://camera.local/",
        "https://wiki.internal/",
        "https://intranet/",
        "https://127.0.0.1/x",
        "https://10.0.0.7/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://1.2.3.0x4/",
        "https://[::1]/x",
        "https://[2001:db8::1]/",
        "https://[::1",
        "https://video..example/",
        "https://-video.example/",
        "https://video.example./",
        f"https://{'x' * 64}.example/",
        "https://video.example/a b",
        "https://video.example/a\\b",
        "https://video.example\\@evil.example/",
        "https://video.example/é",
        "https://video.exam\tple/",
        "https://video.example/\u202e",
    ],
)
def test_anything_else_is_refused(link):
    with pytest.raises(NotAPublicLinkError):
        public_link(link)


def test_no_link_leads_nowhere():
    assert host("") == ""
