"""The org that the checks talk to, as the environment names it."""

import io
import itertools
import os
import time
import zipfile
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce

URL = os.environ["ORG_URL"]
CLIENT_ID = os.environ["ORG_CLIENT_ID"]
CLIENT_SECRET = os.environ["ORG_CLIENT_SECRET"]
USERNAME = os.environ["ORG_USERNAME"]
VERSION = "66.0"
METADATA = "http://soap.sforce.com/2006/04/metadata"


class ToTheOrg(HTTPAdapter):
    """Sends what is meant for a domain of Salesforce to the org: the library has no setting for another place of login."""

    def send(self, request, **arguments):
        org = urlsplit(URL)
        request.url = urlunsplit(urlsplit(request.url)._replace(scheme=org.scheme, netloc=org.netloc))
        return super().send(request, **arguments)


def session():
    """A session whose logins arrive at the org."""
    made = requests.Session()
    made.mount("https://org.my.salesforce.com", ToTheOrg())
    made.mount("https://login.salesforce.com", ToTheOrg())
    return made


def signed_in(**arguments):
    """The library signed in by client credentials, as the administrator."""
    arguments.setdefault("version", VERSION)
    return Salesforce(
        domain="org.my",
        consumer_key=CLIENT_ID,
        consumer_secret=CLIENT_SECRET,
        session=session(),
        **arguments,
    )


def signed_in_as(who):
    """The library signed in as another identity of the org."""
    return Salesforce(
        domain="org.my",
        consumer_key=os.environ[f"ORG_{who}_CLIENT_ID"],
        consumer_secret=os.environ[f"ORG_{who}_CLIENT_SECRET"],
        session=session(),
        version=VERSION,
    )


def with_token(token):
    """The library with a token that came from elsewhere."""
    return Salesforce(instance_url=URL, session_id=token, version=VERSION)


_numbers = itertools.count()


def unique(prefix):
    """A name that no other run has."""
    return f"{prefix}{os.getpid()}x{int(time.time())}x{next(_numbers)}"


def file(kind, inner):
    """A file of the Metadata API."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{METADATA}">{inner}</{kind}>\n'


def package(files):
    """A zip archive of these files, to be read from its beginning."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    buffer.seek(0)
    return buffer


def manifest(types):
    """The manifest of a package, from `{type: [names]}`."""
    listed = "".join(
        f"<types>{''.join(f'<members>{name}</members>' for name in names)}<name>{kind}</name></types>"
        for kind, names in types.items()
    )
    return file("Package", f"{listed}<version>{VERSION}</version>")
