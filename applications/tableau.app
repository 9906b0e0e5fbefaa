name    tableau
title   Tableau
groups  office
host    tableau.com tableausoftware.com tableauusercontent.com
