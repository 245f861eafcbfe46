"""What the XML-RPC door makes of bodies that are malformed, malicious or called something else."""

from __future__ import annotations

import xmlrpc.client

import pytest

from .support import CALL, PARAM, VERSION, House, fault_of

BOMB = '<!DOCTYPE x [<!ENTITY a "{}">{}]>'.format(
    "a" * 1000, "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(8))
)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("", "xml.parsers.expat.ExpatError: no element found: line 1, column 0"),
        ("<methodCall>", "xml.parsers.expat.ExpatError: no element found: line 1, column 12"),
        ("<methodCall><", "xml.parsers.expat.ExpatError: unclosed token: line 1, column 12"),
        ("hello", "xml.parsers.expat.ExpatError: syntax error: line 1, column 0"),
        ('{"a": 1}', "xml.parsers.expat.ExpatError: not well-formed (invalid token): line 1, column 0"),
        ("\x00\x01", "xml.parsers.expat.ExpatError: not well-formed (invalid token): line 1, column 0"),
        (CALL.format("&nope;", ""), "xml.parsers.expat.ExpatError: undefined entity: line 1, column 24"),
        (
            CALL.format("version", "") + "<x/>",
            "xml.parsers.expat.ExpatError: junk after document element: line 1, column 74",
        ),
        ('<?xml version="1.0" encoding="frob"?><x/>', "LookupError: unknown encoding: frob"),
        ("<methodCall><params></params></methodCall>", 'TypeError: can only concatenate str (not "NoneType") to str'),
        (
            "<methodResponse><params></params></methodResponse>",
            'TypeError: can only concatenate str (not "NoneType") to str',
        ),
        (CALL.format("about", PARAM.format("<int>x</int>")), "ValueError: invalid literal for int() with base 10: 'x'"),
        (CALL.format("about", PARAM.format("<boolean>2</boolean>")), "TypeError: bad boolean value"),
        (
            CALL.format("about", PARAM.format("<double>x</double>")),
            "ValueError: could not convert string to float: 'x'",
        ),
        (
            CALL.format("about", PARAM.format("<frob>1</frob>")),
            "xmlrpc.client.ResponseError: ResponseError(\"unknown tag 'frob'\")",
        ),
        (
            CALL.format("about", PARAM.format("<struct><member><name>a</name></member></struct>")),
            "IndexError: list index out of range",
        ),
    ],
)
def test_malformed_bodies(house: House, body: str, line: str) -> None:
    """What is no call in XML ends in a fault that says what the parser said."""
    code, said = fault_of(body, house)
    assert (code, said) == (1, line)


def test_an_entity_bomb_does_not_go_off(house: House) -> None:
    """Entities that grow beyond measure are refused before they do."""
    code, line = fault_of('<?xml version="1.0"?>' + BOMB + CALL.format("about", PARAM.format("&i;")), house)
    assert code == 1
    assert "limit on input amplification factor" in line


def test_external_entities_are_not_read(house: House) -> None:
    """A file that an entity names is not read: the entity is empty, as on the real server."""
    head = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY v SYSTEM "file:///etc/passwd">]>'
    reply = house.send("/xmlrpc/2/common", head + CALL.format("about", PARAM.format("<string>&v;</string>")))
    assert xmlrpc.client.loads(reply.body)[0] == ("See http://openerp.com",)


def test_deep_nesting_does_no_harm(house: House) -> None:
    """Arrays in arrays by the thousand are read, as on the real server."""
    deep = "<value><array><data>" * 5000 + "</data></array></value>" * 5000
    reply = house.send("/xmlrpc/2/common", CALL.format("about", f"<param>{deep}</param>"))
    assert xmlrpc.client.loads(reply.body)[0] == (["See http://openerp.com", "19.0"],)


@pytest.mark.parametrize("content_type", ["text/xml", "application/json", "text/plain", ""])
def test_the_content_type_does_not_matter(house: House, content_type: str) -> None:
    """XML is read whatever it is called."""
    reply = house.send("/xmlrpc/2/common", xmlrpc.client.dumps((), "version"), {"Content-Type": content_type})
    assert xmlrpc.client.loads(reply.body)[0] == (VERSION,)


def test_a_form_loses_its_body(house: House) -> None:
    """A body that is called a form is gone before anybody reads it."""
    body = xmlrpc.client.dumps((), "version").encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert fault_of(body, house, **headers) == (1, "xml.parsers.expat.ExpatError: no element found: line 1, column 0")
