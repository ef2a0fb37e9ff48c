//! A query of the caller's own, sent as those of this crate are.

use civic_core::Error;
use civic_core::http::platform::Sending;
use graphql_client::{GraphQLQuery, QueryBody};
use serde::Serialize;
use serde_json::{Map, Value};

use super::answer::Answer;
use super::call::{Call, QueryMode};
use super::client::Client;
use super::document::Document;
use super::get::Get;

impl Client {
    /// Runs a query of the caller's own: adapted to the site, retried, limited and signed in as
    /// all others. A mutation is sent once.
    ///
    /// Fields, arguments and types that the site's version does not know are cut out of the query;
    /// [`Answer::missing_features`] names them. Any other mistake in it is an error with the site's
    /// words. Neither changes what the typed reads of this crate ask for.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let text = "query($id: ID!) { component(id: $id) { __typename id } }";
    /// let answer = site.query(text).variable("id", "39").await?;
    /// let data: decidim_client::serde_json::Value = answer.decode()?;
    /// for said in answer.errors() {
    ///     println!("beside the data: {said}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("raw", "graphql", "introspection"))]
    pub fn query(&self, text: impl Into<String>) -> Query {
        Query {
            client: self.clone(),
            text: text.into(),
            operation: None,
            variables: Map::new(),
            adaptive: true,
            invalid: None,
            sending: Sending::default(),
        }
    }

    /// Runs a query that [`graphql_client`] generated code for (its derive `GraphQLQuery`), against any
    /// schema, and decodes its answer. What the site does not have is cut out: generate from a schema in which that is nullable. The fields
    /// that were cut are named only by [`query`](Self::query), in [`Answer::missing_features`].
    ///
    /// ```no_run
    /// # use graphql_client::{GraphQLQuery, QueryBody};
    /// # use serde::{Deserialize, Serialize};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// # /// What `#[derive(GraphQLQuery)]` makes of the query
    /// # /// `query Component($id: ID!) { component(id: $id) { id } }`.
    /// # struct Component;
    /// # mod component {
    /// #     use serde::{Deserialize, Serialize};
    /// #     #[derive(Serialize)]
    /// #     pub struct Variables { pub id: String }
    /// #     #[derive(Deserialize)]
    /// #     pub struct ResponseData { pub component: Option<ComponentComponent> }
    /// #     #[derive(Deserialize)]
    /// #     pub struct ComponentComponent { pub id: String }
    /// # }
    /// # impl GraphQLQuery for Component {
    /// #     type Variables = component::Variables;
    /// #     type ResponseData = component::ResponseData;
    /// #     fn build_query(variables: Self::Variables) -> QueryBody<Self::Variables> {
    /// #         let query = "query Component($id: ID!) { component(id: $id) { id } }";
    /// #         QueryBody { variables, query, operation_name: "Component" }
    /// #     }
    /// # }
    /// // `Component` has `#[derive(GraphQLQuery)]` and names a query of yours.
    /// let variables = component::Variables { id: "39".to_owned() };
    /// let data = site.run::<Component>(variables).await?;
    /// println!("{:?}", data.component.map(|component| component.id));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As for any call; and what the server found wrong beside the data is an error here. Use
    /// [`query`](Self::query) to have both.
    pub fn run<Q: GraphQLQuery>(&self, variables: Q::Variables) -> Get<Q::ResponseData> {
        let QueryBody { variables, query, operation_name } = Q::build_query(variables);
        let query = self.query(query).operation(operation_name).variables(&variables);
        Get::new(self, move |client| {
            let query = Query { client, ..query.clone() };
            async move {
                let answer = query.await?;
                if answer.errors().is_empty() {
                    answer.decode()
                } else {
                    Err(answer.without("data"))
                }
            }
        })
    }
}

/// A query of the caller's own, sent when it is awaited. See [`Client::query`].
#[derive(Clone, Debug)]
#[must_use = "a query is sent when it is awaited"]
pub struct Query {
    client: Client,
    text: String,
    operation: Option<String>,
    variables: Map<String, Value>,
    adaptive: bool,
    invalid: Option<Error>,
    sending: Sending<Answer>,
}

impl Query {
    civic_core::call_options!(client.options);

    /// The operation to run, where the text has several.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let text = "query Name { organization { name { translation(locale: \"ca\") } } }
    ///             query Figures { organization { stats { value } } }";
    /// let figures = site.query(text).operation("Figures").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn operation(mut self, name: impl Into<String>) -> Self {
        self.operation = Some(name.into());
        self
    }

    /// Sets a variable.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let text = "query($id: ID!, $locale: String!) { component(id: $id) { name { translation(locale: $locale) } } }";
    /// let answer = site.query(text).variable("id", "39").variable("locale", "ca").await?;
    /// println!("{}", answer.data()?.get());
    /// # Ok(())
    /// # }
    /// ```
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Sets all variables, from anything that is an object in JSON. Nulls in it are left out: a
    /// null within a filter or an order is an error on the server.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// #[derive(serde::Serialize)]
    /// struct Variables<'a> {
    ///     id: &'a str,
    ///     locale: Option<&'a str>,
    /// }
    ///
    /// let text = "query($id: ID!, $locale: String) { component(id: $id) { name { translation(locale: $locale) } } }";
    /// let answer = site.query(text).variables(&Variables { id: "39", locale: None }).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn variables(mut self, variables: &impl Serialize) -> Self {
        match serde_json::to_value(variables) {
            Ok(Value::Object(members)) => self.variables = without_nulls(members),
            Ok(Value::Null) => self.variables.clear(),
            _ => self.invalid = Some(Error::invalid_input("variables must be an object")),
        }
        self
    }

    /// Sends the text as it is: what the site does not know is an error, and nothing is cut out.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    ///
    /// // Since 0.31 a process has an address of its own. Is this site that new?
    /// let asked = site.query("{ participatoryProcesses { url } }").strict().await;
    /// if let Err(error) = asked {
    ///     println!("{:?}: {error}", error.kind());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn strict(mut self) -> Self {
        self.adaptive = false;
        self
    }
}

fn without_nulls(members: Map<String, Value>) -> Map<String, Value> {
    let kept = members.into_iter().filter(|(_, value)| !value.is_null());
    kept.map(|(name, value)| match value {
        Value::Object(members) => (name, Value::Object(without_nulls(members))),
        other => (name, other),
    })
    .collect()
}

impl Query {
    async fn send(self) -> Result<Answer, Error> {
        if let Some(error) = self.invalid {
            return Err(error);
        }
        let (kind, mode) =
            if self.adaptive { ("", QueryMode::Adaptive) } else { ("strict ", QueryMode::Strict) };
        let operation = self.operation.as_deref();
        let call = Call {
            key: format!("{kind}{} {}", operation.unwrap_or_default(), self.text).into(),
            variables: self.variables,
            soft: &[],
            essential: &[],
            rows: None,
            pages: None,
            mode,
            file: None,
        };
        self.client.call(call, || Document::parse(&self.text, operation)).await
    }
}

civic_core::sent_when_polled!(Query => Answer, |query| query.send());
