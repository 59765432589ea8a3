package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;

/** Address and port of the dashboard of an embedded Flink. */
public final class DashboardArguments {

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port of the Flink dashboard; if it is in use, the next free one. Default: "
                    + "${DEFAULT-VALUE}.")
    public int port = 8081;

    @Option(
            names = "--dashboard-address",
            paramLabel = "ADDRESS",
            description = "The address of this machine that the Flink dashboard binds to; 0.0.0.0: all of them. If it "
                    + "is not localhost, everyone who can reach it sees the job. The dashboard is then read-only: "
                    + "Ctrl-C stops the run, but 'convstream stop' and 'savepoint' are refused. Default: "
                    + "${DEFAULT-VALUE}.")
    public String address = "localhost";

    /**
     * The address.
     *
     * @throws UsageException if it is none of this machine
     */
    public InetAddress resolve() {
        try {
            InetAddress resolved = InetAddress.getByName(address);
            new ServerSocket(0, 1, resolved).close();
            return resolved;
        } catch (UnknownHostException e) {
            throw new UsageException(
                    "--dashboard-address " + address + " is not known: give an address of this machine", e);
        } catch (IOException e) {
            throw new UsageException(
                    "--dashboard-address " + address
                            + " is not an address of this machine: give one of its own, or 0.0.0.0",
                    e);
        }
    }
}
