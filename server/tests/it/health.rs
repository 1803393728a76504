//! Whether the process lives and can work.

use crate::app::TestApp;

store::on_each_engine! {
    async fn a_fresh_server_is_alive_and_ready(store) {
        let app = TestApp::on(store);
        let mut visitor = app.visitor();
        visitor.get("/healthz").await.expect(200).shows("ok");
        let ready = visitor.get("/readyz").await.expect(200);
        assert_eq!(ready.text, r#"{"ready":true,"database":"ok","migrations":"ok","disk":"ok"}"#);
    }

    async fn without_its_database_a_server_is_alive_and_not_ready(store) {
        let app = TestApp::on(store);
        app.app.store.close().await;
        let mut visitor = app.visitor();
        visitor.get("/healthz").await.expect(200);
        visitor.get("/readyz").await.expect(503).shows(r#""database":"unreachable""#);
    }
}

#[tokio::test]
async fn the_public_port_has_no_figures() {
    let app = TestApp::new().await;
    app.visitor().get("/metrics").await.expect(404);
    app.visitor().get("/dev/mail").await.expect(404);
    app.visitor().get("/dev/patterns").await.expect(404);
}
