"""The time-stamp token in 01-notice.tsr, made and checked with the system's openssl."""

import shutil
import subprocess
import time

import pytest

from sampler import verify as v
from tests.system_parts import missing

from .authority import Authority, cautioned, failing

OPENSSL = shutil.which("openssl")
CONFIG = """
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = keyCertSign
[tsa]
basicConstraints = CA:FALSE
extendedKeyUsage = critical,timeStamping
[plain]
basicConstraints = CA:FALSE
[service]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Stamps:
    """A root, another root, and a time-stamp authority below the first."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "config").write_text(CONFIG)
        (folder / "serial").write_text("01")
        for name in ("root", "other"):
            self.run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -config config",
                     f"-keyout {name}.key -out {name}.pem -extensions ca -subj /CN={name}")  # fmt: skip
        for name in ("tsa", "plain"):
            self.run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config config",
                     f"-keyout {name}.key -out {name}.csr -subj /CN={name}")  # fmt: skip
            self.run(f"x509 -req -in {name}.csr -CA root.pem -CAkey root.key -CAcreateserial -days 3650",
                     f"-out {name}.pem -extfile config -extensions {name}")  # fmt: skip

    def run(self, *words):
        command = [OPENSSL, *" ".join(words).split()]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)

    def stamp(self, path, out, more="", digest="sha256"):
        self.run(f"ts -query -data {path} -{digest} -cert -out query.tsq")
        self.run("ts -reply -config config -section service -queryfile query.tsq -signer tsa.pem -inkey tsa.key",
                 f"-out {out} {more}")  # fmt: skip

    def root(self, name="root"):
        return str(self.folder / f"{name}.pem")


@pytest.fixture(scope="module")
def stamps(tmp_path_factory):
    if OPENSSL is None:
        missing("openssl")
    return Stamps(tmp_path_factory.mktemp("stamps"))


@pytest.fixture
def draw(tmp_path):
    """A draw of the far future, so that a token made today stands before its seed_at."""
    return Authority(tmp_path).draw(at="2020-01-01T00:00:00Z", seed_at="2990-01-02T00:00:00Z")


def why(verdict):
    return cautioned(verdict, "commitment_unproven")


@pytest.mark.parametrize("more", ["", "-token_out"], ids=["a whole response", "the bare token"])
def test_a_good_token_proves_the_commitment(draw, stamps, more):
    stamps.stamp(draw.folder / v.NOTICE, draw.folder / v.TOKEN, more)
    verdict = v.verify([draw.folder], tsa_root=stamps.root())
    assert verdict.failures == []
    assert ("token", v.TOKEN) in {(check.name, check.file) for check in verdict.checks}
    assert why(verdict) == []
    (made,) = cautioned(verdict, "commitment_by_token")
    assert abs(v.seconds(made) - time.time()) < 600


def test_a_token_needs_the_root(draw, stamps):
    stamps.stamp(draw.folder / v.NOTICE, draw.folder / v.TOKEN)
    verdict = v.verify([draw.folder])
    assert verdict.ok
    assert why(verdict) == ["01-notice.tsr needs --tsa-root"]


def test_where_openssl_is_not_available_it_is_said(draw, stamps, monkeypatch):
    stamps.stamp(draw.folder / v.NOTICE, draw.folder / v.TOKEN)
    monkeypatch.setenv("PATH", str(stamps.folder))
    verdict = v.verify([draw.folder], tsa_root=stamps.root())
    assert verdict.ok
    assert why(verdict) == ["openssl is not available"]


def refused(verdict):
    assert failing(verdict) == {("token", v.TOKEN)}
    return why(verdict) == [verdict.failures[0].found]


def test_a_token_below_another_root(draw, stamps):
    stamps.stamp(draw.folder / v.NOTICE, draw.folder / v.TOKEN)
    assert refused(v.verify([draw.folder], tsa_root=stamps.root("other")))


def test_a_token_of_another_file(draw, stamps):
    stamps.stamp(draw.folder / v.FRAME, draw.folder / v.TOKEN)
    assert refused(v.verify([draw.folder], tsa_root=stamps.root()))


def test_a_token_whose_imprint_is_not_sha_256(draw, stamps):
    stamps.stamp(draw.folder / v.NOTICE, draw.folder / v.TOKEN, digest="sha512")
    assert refused(v.verify([draw.folder], tsa_root=stamps.root()))


def test_a_token_made_after_seed_at(tmp_path, stamps):
    draw = Authority(tmp_path).draw(at="2020-01-01T00:00:00Z", seed_at="2020-01-02T00:00:00Z")
    stamps.stamp(draw.folder / v.NOTICE, draw.folder / v.TOKEN)
    verdict = v.verify([draw.folder], tsa_root=stamps.root())
    assert refused(verdict)
    assert "seed_at 2020-01-02T00:00:00Z" in verdict.failures[0].found


def der(tag, *parts):
    """One value of DER."""
    data = b"".join(parts)
    size = len(data).to_bytes((len(data).bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (size if len(data) < 128 else bytes([128 + len(size)]) + size) + data


@pytest.mark.parametrize("before", ["", "x\n"])
def test_a_time_in_the_response_s_status_is_not_the_token_s(tmp_path, stamps, before):
    """Anybody may wrap a token in a response of their own, whose status is text that nobody signed."""
    draw = Authority(tmp_path).draw(at="2020-01-01T00:00:00Z", seed_at="2020-01-02T00:00:00Z")
    stamps.stamp(draw.folder / v.NOTICE, draw.folder / v.TOKEN, "-token_out")
    said = f"{before}Time stamp: Jan  1 12:00:00 2020 GMT".encode()
    status = der(0x30, der(2, b"\0"), der(0x30, der(0x0C, said)))
    (draw.folder / v.TOKEN).write_bytes(der(0x30, status, (draw.folder / v.TOKEN).read_bytes()))
    verdict = v.verify([draw.folder], tsa_root=stamps.root())
    assert refused(verdict)
    assert "seed_at 2020-01-02T00:00:00Z" in verdict.failures[0].found
    assert cautioned(verdict, "commitment_by_token") == []


@pytest.mark.parametrize("data", [b"", b"token", b"0\x82\xff\xff", bytes(range(256)) * 40])
def test_what_is_no_token(draw, stamps, data):
    (draw.folder / v.TOKEN).write_bytes(data)
    verdict = v.verify([draw.folder], tsa_root=stamps.root())
    assert refused(verdict)
    assert verdict.failures[0].found == "no RFC 3161 token"


def test_a_changed_byte_in_the_token(draw, stamps):
    stamps.stamp(draw.folder / v.NOTICE, draw.folder / v.TOKEN)
    data = (draw.folder / v.TOKEN).read_bytes()
    where = data.index(bytes.fromhex(draw.hash))
    (draw.folder / v.TOKEN).write_bytes(data[:where] + bytes([data[where] ^ 1]) + data[where + 1 :])
    assert refused(v.verify([draw.folder], tsa_root=stamps.root()))
    (draw.folder / v.TOKEN).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert refused(v.verify([draw.folder], tsa_root=stamps.root()))


def test_the_token_stands_outside_sha256sums(draw, stamps):
    draw.complete()
    stamps.stamp(draw.folder / v.NOTICE, draw.folder / v.TOKEN)
    verdict = v.verify([draw.folder], tsa_root=stamps.root())
    assert {check.name for check in verdict.failures} == {"times"}  # its ceremony is not in the year 2990


@pytest.mark.parametrize("data", [b"", b"token", b"0\x82\xff\xff"])
def test_what_is_no_token_needs_no_root_to_be_told(draw, stamps, data):
    (draw.folder / v.TOKEN).write_bytes(data)
    verdict = v.verify([draw.folder])
    assert failing(verdict) == {("token", v.TOKEN)}
    assert verdict.failures[0].found == "no RFC 3161 token"
