name    study-aids
title   Study aids
groups  education
host    quizlet.com kahoot.com kahoot.it chegg.com cheggcdn.com brainly.com
