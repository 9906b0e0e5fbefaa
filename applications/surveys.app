name    surveys
title   Surveys
groups  analytics
host    surveymonkey.com smassets.net momentive.ai typeform.com qualtrics.com qualtrics.co
