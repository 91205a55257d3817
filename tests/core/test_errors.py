import pickle

from etude.core.errors import EtudeError


def test_an_error_says_what_happened_and_the_way_out(monkeypatch) -> None:
    error = EtudeError("name.bad", name="a/b", suggestion="a-b")
    monkeypatch.setenv("ETUDE_LANG", "en")
    assert error.message == "“a/b” cannot be used as a name."
    assert "for example “a-b”" in error.hint
    assert str(error) == f"{error.message} {error.hint}"
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert error.message == "“a/b”不能用作名字。"
    assert error.text("en").startswith("“a/b” cannot")


def test_details_may_have_any_name() -> None:
    error = EtudeError("name.bad", name="x", key=1, language="zh", code="c", self=3)
    assert error.code == "name.bad"
    assert error.details["code"] == "c"
    assert error.text("en").startswith("“x”")


def test_an_error_crosses_a_process_boundary() -> None:
    error = pickle.loads(pickle.dumps(EtudeError("name.bad", name="x", suggestion="y")))
    assert (error.code, error.details) == ("name.bad", {"name": "x", "suggestion": "y"})
