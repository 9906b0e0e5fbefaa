name    figma
title   Figma
groups  office developer
host    figma.com figma.site figmausercontent.com
