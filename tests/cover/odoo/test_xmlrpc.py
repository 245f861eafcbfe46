"""The XML-RPC door: `/xmlrpc/2/<service>`, and `/xmlrpc/<service>` of old."""

from __future__ import annotations

import xmlrpc.client

import pytest

from mock_odoo.doors.xml_values import written
from mock_odoo.errors import ServerError

from .support import ACME, BETA, CALL, PARAM, VERSION, House, fault_of


def test_an_answer_is_laid_out_as_the_real_one(house: House) -> None:
    """The body of an answer has the declaration, the line breaks and the empty line of the real server's."""
    reply = house.send("/xmlrpc/2/common", xmlrpc.client.dumps((), "about"))
    assert reply.body.decode() == (
        '<?xml version="1.0"?>\n<methodResponse>\n<params>\n<param>\n'
        "<value><string>See http://openerp.com</string></value>\n</param>\n</params>\n\n</methodResponse>\n"
    )


def test_common_tells_what_it_is(house: House) -> None:
    """The service `common` tells the version to anybody."""
    assert house.xmlrpc("common", "version") == VERSION
    assert house.xmlrpc("common", "about", True) == ["See http://openerp.com", "19.0"]
    assert house.xmlrpc("common", "set_loglevel", "debug") is True


@pytest.mark.parametrize("agent", [{}, None, "", "a browser"])
def test_authenticate_takes_any_agent(house: House, agent: object) -> None:
    """What the client tells of itself does not matter, and a wrong password is False, no fault."""
    assert house.xmlrpc("common", "authenticate", ACME, "employee", "employee", agent) == house.uids["employee"]
    assert house.xmlrpc("common", "authenticate", ACME, "employee", "wrong", agent) is False
    assert house.xmlrpc("common", "login", ACME, "employee", "employee") == house.uids["employee"]


@pytest.mark.parametrize("login", ["Employee", " employee", "employee ", "nobody", "__system__", ""])
def test_a_login_must_be_right_to_the_letter(house: House, login: str) -> None:
    """Neither case nor spaces are forgiven, and nobody is the superuser."""
    assert house.xmlrpc("common", "authenticate", ACME, login, "employee", {}) is False


@pytest.mark.parametrize(
    ("service", "method", "params", "code", "line"),
    [
        ("common", "frob", [], 1, "Exception: Method not found: frob"),
        ("common", "system.listMethods", [], 1, "Exception: Method not found: system.listMethods"),
        ("common", "version", [1], 1, "TypeError: exp_version() takes 0 positional arguments but 1 was given"),
        (
            "common",
            "authenticate",
            [ACME, "x"],
            1,
            "TypeError: exp_authenticate() missing 2 required positional arguments: 'password' and 'user_agent_env'",
        ),
        ("common", "authenticate", ["", "x", "x", {}], 1, "AssertionError: Missing database name"),
        ("frob", "version", [], 1, "KeyError: 'frob'"),
        ("report", "render", [], 1, "KeyError: 'report'"),
        ("db", "frob", [], 1, "KeyError: 'Method not found: frob'"),
        ("db", "drop", ["wrong", "acme"], 3, "Access Denied"),
        ("object", "frob", [ACME, 2, "x", "res.partner", "read"], 1, "NameError: Method not available frob"),
        (
            "object",
            "execute_kw",
            [ACME, 2, "x"],
            1,
            "ValueError: not enough values to unpack (expected at least 5, got 3)",
        ),
        (
            "object",
            "execute_kw",
            [ACME, "abc", "x", "y", "z", []],
            1,
            "ValueError: invalid literal for int() with base 10: 'abc'",
        ),
        (
            "object",
            "execute_kw",
            [ACME, 2, "x", "y", "z"],
            1,
            "ValueError: not enough values to unpack (expected 2, got 0)",
        ),
        (
            "object",
            "execute_kw",
            [ACME, 2, "x", "y", "z", [], {}, 1],
            1,
            "ValueError: too many values to unpack (expected 2)",
        ),
        ("object", "execute_kw", [ACME, 2, "wrong", "y", "z", []], 3, "Access Denied"),
        ("object", "execute_kw", [ACME, 2, "", "y", "z", []], 3, "Access Denied"),
        ("object", "execute_kw", [ACME, False, "admin", "y", "z", []], 3, "Access Denied"),
        ("object", "execute_kw", [ACME, 1, "admin", "y", "z", []], 3, "Access Denied"),
        ("object", "execute_kw", [ACME, 9999, "x", "y", "z", []], 2, "(Record: res.users(9999,), User: 9999)"),
    ],
)
def test_calls_that_lead_nowhere(
    house: House, service: str, method: str, params: list[object], code: int, line: str
) -> None:
    """Services, methods and credentials that are none end in the real server's faults."""
    assert house.fault(service, method, *params) == (code, line)


def test_an_unknown_database_is_postgresqls_error(house: House) -> None:
    """A call to a database that is not there shows what PostgreSQL said."""
    with pytest.raises(
        xmlrpc.client.Fault, match=r'OperationalError: .*FATAL:  database "nodb" does not exist'
    ) as caught:
        house.xmlrpc("common", "authenticate", "nodb", "admin", "admin", {})
    assert caught.value.faultCode == 1
    assert caught.value.faultString.endswith("does not exist\n\n")


def test_errors_of_the_server_come_as_tracebacks(house: House) -> None:
    """Fault 1 is a traceback that ends in a line break; what a user did wrong is a bare message."""
    with pytest.raises(xmlrpc.client.Fault) as caught:
        house.execute_kw("res.partner", "read", [[1], ["nofield"]])
    assert caught.value.faultString.startswith("Traceback (most recent call last):\n")
    assert caught.value.faultString.endswith("\nValueError: Invalid field 'nofield' on 'res.partner'\n")
    with pytest.raises(xmlrpc.client.Fault) as caught:
        house.execute_kw("res.partner", "create", [{}])
    assert (caught.value.faultCode, caught.value.faultString) == (
        2,
        "The operation cannot be completed: Contacts require a name",
    )


def test_access_errors_have_a_code_of_their_own(house: House) -> None:
    """Whatever a user may not do is fault 4."""
    call = (*house.credentials("employee"), "account.move.line", "search", [[]])
    code, _ = house.fault("object", "execute_kw", *call)
    assert code == 4
    call = (*house.credentials(), "res.partner", "_search", [[]])
    assert house.fault("object", "execute_kw", *call) == (
        4, "Private methods (such as 'res.partner._search') cannot be called remotely.",
    )  # fmt: skip


def test_a_redirection_is_shown_as_the_tuple_of_its_parts(house: House) -> None:
    """Deleting an active user's contact ends in the parts of a warning, as Python shows a tuple."""
    partner = house.read("res.users", house.uids["employee"], "partner_id")
    with pytest.raises(xmlrpc.client.Fault) as caught:
        house.execute_kw("res.partner", "unlink", [[partner]])
    assert caught.value.faultCode == 2
    assert caught.value.faultString.startswith("('You cannot delete contacts linked to an active user.\\n")
    assert caught.value.faultString.endswith("'Go to users', None)")
    old = xmlrpc.client.dumps((*house.credentials(), "res.partner", "unlink", [[partner]]), "execute_kw")
    code, text = fault_of(old, house, "/xmlrpc/object")
    assert code == f"warning -- Warning\n\n{caught.value.faultString}"
    assert text == ""


def test_none_is_a_fault_after_the_work_was_done(house: House) -> None:
    """XML-RPC cannot carry None: the call answers with a fault, and what it did stays done."""
    entry = house.post_entry()
    call = (*house.credentials(), "account.move", "button_draft", [[entry]])
    line = "TypeError: cannot marshal None unless allow_none is enabled"
    assert house.fault("object", "execute_kw", *call) == (1, line)
    assert house.read("account.move", entry, "state") == "draft"


def test_a_refused_call_leaves_nothing_behind(house: House) -> None:
    """A call that ends in an error has changed nothing, however far it came."""
    before = house.call("res.partner", "search_count", domain=[])
    good, bad = {"name": "good"}, {"name": "bad", "country_id": 99999}
    call = (*house.credentials(), "res.partner", "create", [[good, bad]])
    assert house.fault("object", "execute_kw", *call)[0] == 2
    assert house.call("res.partner", "search_count", domain=[]) == before


def test_values_travel_as_the_real_servers_do(house: House) -> None:
    """Dates are texts, nothing is False, control characters are dropped, and text keeps its letters."""
    id_ = house.execute_kw("res.partner", "create", [{"name": "é€😀 <&>\t\n", "comment": None, "color": 7}])
    [read] = house.execute_kw(
        "res.partner", "read", [[id_], ["name", "color", "country_id", "child_ids", "create_date", "credit_limit"]]
    )
    assert read == {
        "id": id_, "name": "é€😀 <&>\t\n", "color": 7, "country_id": False, "child_ids": [],
        "create_date": "2026-03-02 08:00:00", "credit_limit": 0.0,
    }  # fmt: skip
    house.call("res.partner", "write", ids=[id_], vals={"name": "a\x01b\x1fc"})
    assert house.execute_kw("res.partner", "read", [[id_], ["name"]]) == [{"id": id_, "name": "abc"}]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<i4>7</i4>", 7),
        ("<i8>7</i8>", 7),
        ("<double>7.9</double>", 7),
        ("<string>7</string>", 7),
        ("<boolean>1</boolean>", 1),
        ("<nil/>", 0),
        ("7", 7),
    ],
)
def test_values_of_any_type_are_taken(house: House, sent: str, kept: int) -> None:
    """A whole number may be sent in any of XML-RPC's types."""
    database, uid, key = house.credentials()
    vals = f"<struct><member><name>color</name><value>{sent}</value></member></struct>"
    args = f"<array><data><value><int>1</int></value><value>{vals}</value></data></array>"
    values = [database, f"<int>{uid}</int>", key, "res.partner", "write", args]
    body = CALL.format("execute_kw", "".join(PARAM.format(value) for value in values))
    assert xmlrpc.client.loads(house.send("/xmlrpc/2/object", body).body)[0] == (True,)
    assert house.read("res.partner", 1, "color") == kept


def test_a_moment_is_read_as_a_text(house: House) -> None:
    """A dateTime is compared as the text that stands for it."""
    before, after = xmlrpc.client.DateTime("20260302T07:59:59"), xmlrpc.client.DateTime("20260302T08:00:01")
    count = [
        house.execute_kw("res.users", "search_count", [[["create_date", ">", moment]]]) for moment in (before, after)
    ]
    assert count == [5, 0]


def test_base64_is_not_for_fields(house: House) -> None:
    """A base64 value breaks where a field would keep it; the real server wants the text."""
    call = (*house.credentials(), "res.partner", "write", [[1], {"image_1920": xmlrpc.client.Binary(b"x")}])
    line = "TypeError: argument should be a bytes-like object or ASCII string, not 'Binary'"
    assert house.fault("object", "execute_kw", *call) == (1, line)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_other_verbs_are_not_allowed(house: House, method: str) -> None:
    """Only POST calls, and OPTIONS, which comes without a body."""
    reply = house.send("/xmlrpc/2/common", method=method)
    assert (reply.status, reply.headers["Allow"]) == (405, "OPTIONS, POST")
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert house.send("/xmlrpc/2/common", method="OPTIONS").status == 200


def test_paths_beside_the_services(house: House) -> None:
    """A slash at the end is fine; without a service there is nothing."""
    assert house.send("/xmlrpc/2/common/", xmlrpc.client.dumps((), "version")).status == 200
    assert house.send("/xmlrpc", b"").status == 404
    assert fault_of(xmlrpc.client.dumps((), "version"), house, "/xmlrpc/2") == ("2", "KeyError: '2'")


def test_the_databases_are_listed(house: House) -> None:
    """The service `db` lists the databases, unless it was told not to."""
    assert house.xmlrpc("db", "list") == [ACME, BETA]
    assert house.xmlrpc("db", "db_exist", BETA) is True
    assert house.xmlrpc("db", "db_exist", "nodb") is False
    house.odoo.odoo.lists_databases = False
    assert house.fault("db", "list") == (3, "Access Denied")
    assert house.xmlrpc("db", "db_exist", ACME) is True
    assert house.xmlrpc("db", "server_version") == "19.0"


def test_the_oldest_endpoint_has_texts_for_codes(house: House) -> None:
    """At `/xmlrpc/<service>` the code of a fault says what kind it is, and its text may be empty."""
    database, uid, key = house.credentials()
    missing = "Record does not exist or has been deleted.\n(Record: res.partner(9999,), User: 2)"
    seen = [
        fault_of(xmlrpc.client.dumps((database, uid, key, *call), "execute_kw"), house, "/xmlrpc/object")
        for call in (
            ("foo.bar", "read", [[1]]),
            ("res.partner", "_search", [[]]),
            ("res.partner", "write", [[9999], {"name": "x"}]),
            ("res.partner", "read", [[1], ["nofield"]]),
        )
    ]
    private = "Private methods (such as 'res.partner._search') cannot be called remotely."
    assert seen == [
        ("warning -- UserError\n\nObject foo.bar doesn't exist", ""),
        (f"warning -- AccessError\n\n{private}", ""),
        (
            f"warning -- MissingError\n\n{missing}",
            "",
        ),
        ("Invalid field 'nofield' on 'res.partner'", "ValueError: Invalid field 'nofield' on 'res.partner'"),
    ]
    wrong = xmlrpc.client.dumps((database, uid, "wrong", "res.partner", "read", [[1]]), "execute_kw")
    assert fault_of(wrong, house, "/xmlrpc/object") == ("AccessDenied", "Access Denied")


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        (2**31, "int exceeds XML-RPC limits"),
        ([{"deep": -(2**31) - 1}], "int exceeds XML-RPC limits"),
        (None, "cannot marshal None unless allow_none is enabled"),
        ({"set"}, "cannot marshal <class 'set'> objects"),
        ({1: "x"}, "dictionary key must be string"),
    ],
)
def test_what_xml_cannot_carry_is_refused(value: object, refusal: str) -> None:
    """An answer that another protocol takes ends in a fault over this one."""
    with pytest.raises(ServerError, match=refusal):
        written(value)
