"""Renders nginx's configuration: three origins, one of which asks for a client certificate."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

TEMPLATES: Final = Path(__file__).resolve().parent
PAGES: Final = TEMPLATES / "pages"

OriginName = Literal["public", "certificate", "staff"]
ORIGINS: Final[tuple[OriginName, ...]] = ("public", "certificate", "staff")

# What nginx reads of the certificate authority.
CA_FILES: Final = ("root.pem", "issuing.pem", "crl.pem")

# What the application learns of the client's certificate. Every origin sets every one of them, so that
# none ever comes from a browser; only the certificate origin gives them a value.
TLS_HEADERS: Final[Mapping[str, str]] = {
    "X-SSL-Client-Verify": "$ssl_client_verify",
    "X-SSL-Client-Cert": "$ssl_client_escaped_cert",
}
# Other proxies' words for the same things; we read none of them and let none through.
FOREIGN_HEADERS: Final = ("Forwarded", "Proxy", "X-Forwarded-Host", "X-Forwarded-Port", "X-Real-IP")

_UNSAFE: Final = re.compile(r"[\x00-\x1f\"$;\\{}]")
_PLACEHOLDER: Final = re.compile(r"\{\{(\w+)\}\}")


class UnusablePath(ValueError):
    """A path or name that nginx would read as something else."""


@dataclass(frozen=True, slots=True)
class OriginServer:
    """One front door: its address in the browser, where nginx listens for it, and its TLS certificate."""

    name: OriginName
    url: str
    listen: tuple[str, ...]
    certificate: Path
    key: Path

    @property
    def authority(self) -> str:
        """`host` or `host:port`, as browsers write it in `Host`."""
        return urlsplit(self.url).netloc

    @property
    def host(self) -> str:
        """The name alone."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NginxConfig:
    """Everything in which production, demo and tests differ.

    `prefix` is a directory nginx may write to; `ca` holds root.pem, issuing.pem and crl.pem; `user` is for a
    master process of root only; `plain_listen` are the addresses of plain http, redirected to https.
    """

    prefix: Path
    socket: Path
    static_root: Path
    ca: Path
    origins: tuple[OriginServer, ...]
    pages: Path = PAGES
    user: str = ""
    workers: str = "1"
    access_log: str = "/dev/stdout"
    max_body: str = "64m"
    plain_listen: tuple[str, ...] = ()


def render(config: NginxConfig) -> str:
    """The text of nginx.conf. Raises UnusablePath when a value has characters that nginx gives a meaning."""
    servers = [_stranger(config, listen) for listen in _addresses(config)]
    servers += [_origin(config, origin) for origin in config.origins]
    if config.plain_listen:
        servers.append(_fill("silence.conf", listen=_listen(config.plain_listen, "default_server")))
        servers += [_redirect(config, origin) for origin in config.origins]
    return _fill(
        "nginx.conf",
        user=f"user {_safe(config.user)};\n" if config.user else "",
        workers=config.workers,
        prefix=_safe(config.prefix),
        socket=_safe(config.socket),
        access_log=_safe(config.access_log),
        max_body=config.max_body,
        servers="".join(servers),
    )


def _addresses(config: NginxConfig) -> list[tuple[str, ...]]:
    """Each address once: origins with names of their own share one, those of the demo have one each."""
    return list(dict.fromkeys(origin.listen for origin in config.origins))


def _stranger(config: NginxConfig, listen: tuple[str, ...]) -> str:
    first = next(origin for origin in config.origins if origin.listen == listen)
    return _fill(
        "stranger.conf",
        listen=_listen(listen, "ssl default_server"),
        certificate=_safe(first.certificate),
        key=_safe(first.key),
        pages=_safe(config.pages),
    )


def _origin(config: NginxConfig, origin: OriginServer) -> str:
    asks = origin.name == "certificate"
    return _fill(
        "origin.conf",
        name=origin.name,
        url=_safe(origin.url),
        host=_safe(origin.host),
        authority=_safe(origin.authority),
        listen=_listen(origin.listen, "ssl"),
        certificate=_safe(origin.certificate),
        key=_safe(origin.key),
        client_certificates=_client_certificates(config.ca) if asks else "",
        headers=_headers(asks_certificate=asks),
        static_root=_safe(config.static_root),
        pages=_safe(config.pages),
    )


def _redirect(config: NginxConfig, origin: OriginServer) -> str:
    return _fill(
        "redirect.conf", listen=_listen(config.plain_listen), host=_safe(origin.host), url=_safe(origin.url)
    )


def _client_certificates(ca: Path) -> str:
    """The browser is offered the issuing CA's name only; the root is trusted, but not named."""
    return _lines(
        "ssl_verify_client optional;",
        "ssl_verify_depth 2;",
        f'ssl_client_certificate "{_safe(ca)}/issuing.pem";',
        f'ssl_trusted_certificate "{_safe(ca)}/root.pem";',
        f'ssl_crl "{_safe(ca)}/crl.pem";',
    )


def _headers(*, asks_certificate: bool) -> str:
    tls = {name: value if asks_certificate else '""' for name, value in TLS_HEADERS.items()}
    foreign = dict.fromkeys(FOREIGN_HEADERS, '""')
    return _lines(*(f"proxy_set_header {name} {value};" for name, value in (tls | foreign).items()))


def _listen(addresses: tuple[str, ...], *options: str) -> str:
    return _lines(*(" ".join(("listen", _safe(address), *options)) + ";" for address in addresses))


def _lines(*lines: str) -> str:
    return "\n".join(" " * 8 + line for line in lines)


def _safe(value: Path | str) -> str:
    text = str(value)
    if _UNSAFE.search(text):
        raise UnusablePath(f'nginx の設定に書けない文字(" $ ; \\ {{ }} など)が含まれています: {text}')
    return text


def _fill(template: str, /, **values: str) -> str:
    text = (TEMPLATES / f"{template}.template").read_text(encoding="utf-8")
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)
