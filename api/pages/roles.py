"""`/staff/roles`: the permission table."""

from api.pages.staff import staff_blueprint, staff_page
from sampler.role import PERMISSIONS, Role

roles = staff_blueprint("roles")


@roles.get("/staff/roles")
def show() -> str:
    return staff_page("roles.html", roles=list(Role), permissions=PERMISSIONS)
