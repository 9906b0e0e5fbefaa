name    python
title   Python
groups  developer
host    python.org
