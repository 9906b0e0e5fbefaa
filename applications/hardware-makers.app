name    hardware-makers
title   Makers of computers
groups  update
host    amd.com radeon.com ati.com asus.com asuscomm.com asus.cn asuswebstorage.com asusrouter.com dell.com
host    dellcdn.com dell.cn dellsupportcenter.com delltechnologies.com intel.com intel.cn intelcdn.com
