@echo off
rem Starts convstream from a release archive on Windows. Untried: it has not been run on Windows yet.
rem   JAVA_HOME             the JDK to use, version 17 or 21; default: the java on the PATH
rem   CONVSTREAM_JVM_OPTS   more flags for Java
setlocal
for %%i in ("%~dp0..") do set "HOME=%%~fi"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" "@%HOME%\conf\jvm.flags" -Xmx1g -Dorg.bytedeco.javacpp.maxphysicalbytes=0 "-Dconvstream.home=%HOME%" ^
  "-Dconvstream.build=%HOME%" -Dconvstream.command=convstream %CONVSTREAM_JVM_OPTS% ^
  -cp "%HOME%\lib\*;%HOME%\cluster-lib\*" io.convstream.cli.Convstream %*
exit /b %ERRORLEVEL%
