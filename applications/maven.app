name    maven
title   Maven Central
groups  developer update
host    maven.org sonatype.org sonatype.com mvnrepository.com repo.maven.apache.org
