"""Settings: which admin it is."""

from django.contrib.admin.apps import AdminConfig


class CatalogAdminConfig(AdminConfig):
    """Django's, with the catalogue's own index."""

    default_site = "artrec.admin_site.CatalogAdminSite"
