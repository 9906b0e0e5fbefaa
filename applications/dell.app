name    dell
title   Dell
groups  update
host    dell.com dellcdn.com dell.cn dellsupportcenter.com delltechnologies.com
