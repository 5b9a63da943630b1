from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ConfigurationError
from qa.settings import Limits, Settings, known_variables, variable


def test_defaults_listen_on_loopback_only() -> None:
    """An empty environment gives a service that only this machine reaches."""
    settings = Settings.from_environment({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data == Path("wenju-data")
    assert settings.admin_key is None
    assert settings.embedder == "multilingual-e5-small"


def test_the_promised_limits_are_the_defaults() -> None:
    """The limits that the security promise lists hold without any setting."""
    limits = Settings.from_environment({}).limits
    assert limits.json_bytes == 262_144
    assert limits.upload_bytes == 52_428_800
    assert limits.upload_files == 20
    assert (limits.unpacked_bytes, limits.unpacked_ratio) == (104_857_600, 100)
    assert (limits.unpacked_entries, limits.pages) == (2_000, 2_000)
    assert (limits.characters, limits.question_characters) == (5_000_000, 2_000)
    assert (limits.top_k_max, limits.header_seconds, limits.body_seconds) == (20, 10.0, 60.0)


def test_variables_are_read_and_typed() -> None:
    """Each variable reaches its setting with the right type."""
    settings = Settings.from_environment(
        {
            "WENJU_DATA": "/tmp/library",  # noqa: S108
            "WENJU_PORT": "9001",
            "WENJU_ALLOWED_HOSTS": "QA.example.org, 10.0.0.5",
            "WENJU_LOG_QUESTIONS": "yes",
            "WENJU_REFUSE_BELOW": "0.35",
            "WENJU_UPLOAD_BYTES": "2 MiB",
            "PATH": "/usr/bin",
        }
    )
    assert settings.data == Path("/tmp/library")  # noqa: S108
    assert settings.port == 9001
    assert settings.allowed_hosts == ("qa.example.org", "10.0.0.5")
    assert settings.log_questions is True
    assert settings.refuse_below == 0.35
    assert settings.limits.upload_bytes == 2 * 1024**2


def test_a_given_option_wins_over_the_environment() -> None:
    """What the command line names beats the environment; what it leaves out does not."""
    settings = Settings.from_environment(
        {"WENJU_PORT": "1", "WENJU_HOST": "::1"}, port=2, host=None
    )
    assert (settings.port, settings.host) == (2, "::1")


def test_an_unknown_variable_names_the_nearest_known_one() -> None:
    """A misspelt variable is an error that shows the right spelling."""
    with pytest.raises(ConfigurationError, match=r"WENJU_ADMINKEY.*WENJU_ADMIN_KEY"):
        Settings.from_environment({"WENJU_ADMINKEY": "a-long-enough-key"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WENJU_PORT", "70000"),
        ("WENJU_PORT", "http"),
        ("WENJU_REFUSE_BELOW", "nan"),
        ("WENJU_REFUSE_BELOW", "1.5"),
        ("WENJU_JSON_BYTES", "12 parsecs"),
        ("WENJU_TOP_K_MAX", "0"),
        ("WENJU_LOG_QUESTIONS", "perhaps"),
        ("WENJU_BODY_SECONDS", "inf"),
        ("WENJU_ADMIN_KEY", "short"),
        ("WENJU_ADMIN_KEY", "with a space in it"),
        ("WENJU_READER_KEY", "k" * 513),
    ],
)
def test_a_bad_value_is_refused_by_name_without_repeating_it(name: str, value: str) -> None:
    """The message names the variable, never the value: it may be a secret."""
    with pytest.raises(ConfigurationError) as caught:
        Settings.from_environment({name: value})
    assert name in caught.value.message
    assert value not in caught.value.message


def test_an_empty_variable_counts_as_not_set() -> None:
    """``WENJU_ADMIN_KEY=`` sets no key, rather than an empty one that anybody has."""
    assert Settings.from_environment({"WENJU_ADMIN_KEY": "", "WENJU_PORT": " "}).admin_key is None


def test_secrets_are_masked_in_repr() -> None:
    """A printed settings object shows no key."""
    settings = Settings.from_environment(
        {"WENJU_ADMIN_KEY": "admin-secret-1", "OPENAI_API_KEY": "sk-secret-2"}
    )
    assert "secret" not in repr(settings)
    assert "secret" not in str(settings)


def test_openai_variables_stand_in_for_ours() -> None:
    """OPENAI_API_KEY and OPENAI_BASE_URL are used when our own names are not set."""
    foreign = {"OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}
    settings = Settings.from_environment(foreign)
    assert settings.llm_api_key is not None
    assert settings.llm_api_key.get_secret_value() == "sk-1"
    assert settings.llm_base_url == "http://127.0.0.1:1/v1"
    own = Settings.from_environment({**foreign, "WENJU_LLM_BASE_URL": "http://127.0.0.1:2/v1"})
    assert own.llm_base_url == "http://127.0.0.1:2/v1"


def test_a_key_in_the_environment_alone_calls_no_model() -> None:
    """Documents go to a language model only when a model is named."""
    assert not Settings.from_environment({"OPENAI_API_KEY": "sk-1"}).llm_configured
    named = {"OPENAI_API_KEY": "sk-1", "WENJU_LLM_MODEL": "some-model"}
    assert Settings.from_environment(named).llm_configured


def test_an_unknown_override_is_refused() -> None:
    """A misspelt keyword is an error, not silence."""
    with pytest.raises(ConfigurationError, match="prot"):
        Settings.from_environment({}, prot=1)


@given(st.sampled_from(sorted(Limits.model_fields)), st.text(max_size=20))
def test_no_text_makes_a_limit_crash(name: str, value: str) -> None:
    """Any text for a limit is either taken or refused in our own words."""
    with contextlib.suppress(ConfigurationError):
        settings = Settings.from_environment({variable(name): value})
        assert getattr(settings.limits, name) >= 0


def test_every_setting_has_a_variable() -> None:
    """The list that help and messages show is complete."""
    names = known_variables()
    assert "WENJU_DATA" in names
    assert "WENJU_JSON_BYTES" in names
    assert "WENJU_LIMITS" not in names
