name    oracle-web
title   Oracle
groups  cloud office
host    oracle.com oraclecloud.com java.com oracleinfinity.io netsuite.com oraclecorp.com eloqua.com
host    virtualbox.org
