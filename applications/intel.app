name    intel
title   Intel
groups  update
host    intel.com intel.cn intelcdn.com
