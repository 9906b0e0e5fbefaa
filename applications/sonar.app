name    sonar
title   Sonar
groups  developer
host    sonarcloud.io sonarsource.com sonarqube.org
