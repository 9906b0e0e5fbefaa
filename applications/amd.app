name    amd
title   AMD
groups  update
host    amd.com radeon.com ati.com
