name    nvidia
title   NVIDIA
groups  update
host    nvidia.com geforce.com nvidia.cn nvidia.co.jp nvidia.co.uk nvidia.de
ndpi    Nvidia
