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
 * Flink in this process: a JobManager, one TaskManager and the dashboard. All else listens on loopback only, and the
 * dashboard can neither submit nor cancel jobs.
 */
@SuppressWarnings("try") // close() of Flink's own declares Exception
public final class EmbeddedCluster extends MiniCluster {

    private static final String LOOPBACK = "localhost";

    private final boolean exposed;

    /**
     * A cluster that is not started yet.
     *
     * @param dashboard the dashboard's listen address
     * @param port the dashboard's port; if it is in use, one of the next hundred
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
        restricted.set(JobManagerOptions.BIND_HOST, LOOPBACK); // for the blob server too
        restricted.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        restricted.set(RestOptions.BIND_ADDRESS, dashboard.getHostAddress());
        restricted.set(RestOptions.BIND_PORT, port + "-" + Math.min(65535, port + 100));
        restricted.set(WebOptions.SUBMIT_ENABLE, false);
        restricted.set(WebOptions.CANCEL_ENABLE, false);
        restricted.set(WebOptions.RESCALE_ENABLE, false);
        // Do not use the blob server: MiniCluster expects it at the host name, not on loopback.
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

    /** Makes the host name resolvable: this is the last hook before MiniCluster looks it up. */
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
