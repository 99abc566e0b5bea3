"""Let the server that Binder starts show the pages of this site, where they can run their code.

A page's launcher brings the published site to ``pages/live``, below the folder that the server
starts in, and opens the page at ``static/live/<version>/...``. ``postBuild`` puts this file where
Jupyter looks for it. Options: https://jupyter-server.readthedocs.io/en/stable/other/full-config.html
"""

from pathlib import Path

c = get_config()  # noqa: F821
c.ServerApp.extra_static_paths = [str(Path.cwd() / "pages")]  # and nothing else of this folder
# A page ends its kernel when it is left. Where that fails, as on a phone whose battery is empty,
# the kernel ends after ten minutes. Whether those of open pages do, too, is up to the service.
c.MappingKernelManager.cull_idle_timeout = 600
c.MappingKernelManager.cull_interval = 60
# By default, the server looks for free ports, and the kernel takes them later. If another process
# is faster, the kernel starts anew with other ports, and the server doesn't notice.
c.KernelManager.transport = "ipc"
