name    online-courses
title   Online courses
groups  education video
host    skillshare.com masterclass.com codecademy.com ted.com tedcdn.com edx.org edx-cdn.org quizlet.com
host    kahoot.com kahoot.it chegg.com cheggcdn.com brainly.com
