name    mlab
title   M-Lab
groups  speed-test
host    measurementlab.net measurement-lab.org
