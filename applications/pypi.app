name    pypi
title   PyPI
groups  developer update
host    pypi.org pythonhosted.org pypi.io
