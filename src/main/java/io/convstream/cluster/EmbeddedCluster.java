package io.convstream.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.dispatcher.SessionDispatcherFactory;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.entrypoint.component.DefaultDispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

/**
 * A whole Flink in this process: a JobManager, one TaskManager, and the dashboard. Everything but the dashboard listens on
 * loopback alone, and nobody can submit or cancel a job through the dashboard.
 */
@SuppressWarnings("try") // close() of Flink's own declares Exception
public final class EmbeddedCluster extends MiniCluster {

    private static final String LOOPBACK = "localhost";

    private final boolean exposed;

    /**
     * Not yet started.
     *
     * @param dashboard the address where the dashboard listens
     * @param port the dashboard's, or one of the hundred above it
     */
    public EmbeddedCluster(Configuration configuration, int slots, InetAddress dashboard, int port) {
        super(new MiniClusterConfiguration.Builder()
                .setConfiguration(restricted(configuration, dashboard, port))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        exposed = !dashboard.isLoopbackAddress();
    }

    private static Configuration restricted(Configuration configuration, InetAddress dashboard, int port) {
        var restricted = new Configuration(configuration);
        restricted.set(JobManagerOptions.BIND_HOST, LOOPBACK); // the blob server's too
        restricted.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        restricted.set(RestOptions.BIND_ADDRESS, dashboard.getHostAddress());
        restricted.set(RestOptions.BIND_PORT, port + "-" + Math.min(65535, port + 100));
        restricted.set(WebOptions.SUBMIT_ENABLE, false);
        restricted.set(WebOptions.CANCEL_ENABLE, false);
        restricted.set(WebOptions.RESCALE_ENABLE, false);
        // Nothing goes through the blob server: MiniCluster looks for it at the machine's name, not on loopback.
        restricted.set(BlobServerOptions.OFFLOAD_MINSIZE, Integer.MAX_VALUE);
        return restricted;
    }

    @Override
    protected DispatcherResourceManagerComponentFactory createDispatcherResourceManagerComponentFactory() {
        return new DefaultDispatcherResourceManagerComponentFactory(
                DefaultDispatcherRunnerFactory.createSessionRunner(SessionDispatcherFactory.INSTANCE),
                StandaloneResourceManagerFactory.getInstance(),
                new RestrictedRest.Factory(exposed));
    }

    /** The last hook before MiniCluster looks up the machine's own name. */
    @Override
    protected HighAvailabilityServices createHighAvailabilityServices(Configuration configuration, Executor executor)
            throws Exception {
        try {
            InetAddress.getLocalHost();
        } catch (UnknownHostException e) {
            LocalHost.becomeLoopback();
        }
        return super.createHighAvailabilityServices(configuration, executor);
    }
}
