name    qnap
title   QNAP
groups  storage
host    qnap.com myqnapcloud.com qnap.com.cn myqnapcloud.io
