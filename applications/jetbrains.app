name    jetbrains
title   JetBrains
groups  developer
host    jetbrains.com jetbrains.space jetbrains.team jb.gg intellij.net kotlinlang.org jetbrains.ai
host    grazie.ai
