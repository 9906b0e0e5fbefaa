name    linkedin
title   LinkedIn
groups  social jobs
host    linkedin.com licdn.com lnkd.in linkedin.cn bizographics.com
ndpi    LinkedIn
