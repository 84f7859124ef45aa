"""`/staff/roles`: the permission table."""

from flask import Blueprint

from api.pages.staff import staff_page
from sampler.role import PERMISSIONS, Role

roles = Blueprint("roles", __name__)


@roles.get("/staff/roles")
def show() -> str:
    return staff_page("roles.html", roles=list(Role), permissions=PERMISSIONS)
