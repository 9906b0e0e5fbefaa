name    conda
title   Anaconda
groups  developer update
host    anaconda.com anaconda.org conda.io continuum.io conda-forge.org
