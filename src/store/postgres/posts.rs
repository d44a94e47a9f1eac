//! The posts of a database, as lines of JSON that the server makes: of the LBSN rawdb whoever
//! filled it, or of another table or view that has its columns.

use super::Address;
use super::connection::Parameters;
use super::fault::{Fault, PostgresError, While as _};
use super::session::Session;
use crate::store::identifier::Identifier;
use crate::store::{Location, StoreError};
use futures_util::TryStreamExt;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::pin::pin;
use tokio_postgres::Client;

/// What is handed on of a post. What is not there is left out: views and old databases lack
/// some.
const POST: [&str; 21] = [
    "place_guid",
    "city_guid",
    "country_guid",
    "user_guid",
    "post_publish_date",
    "post_create_date",
    "post_body",
    "post_geoaccuracy",
    "hashtags",
    "emoji",
    "post_like_count",
    "post_comment_count",
    "post_views_count",
    "post_quote_count",
    "post_share_count",
    "post_type",
    "post_language",
    "input_source",
    "user_mentions",
    "completeness",
    "post_latlng",
];

/// The same of a reaction.
const REACTION: [&str; 10] = [
    "user_guid",
    "referencedpost_guid",
    "referencedpostreaction_guid",
    "reaction_type",
    "reaction_date",
    "reaction_content",
    "reaction_like_count",
    "user_mentions",
    "completeness",
    "reaction_latlng",
];

/// The same of a place.
const PLACE: [&str; 7] =
    ["name", "name_alternatives", "url", "city_guid", "country_guid", "sub_type", "geom_area"];

/// Reads the posts of a database.
pub(in crate::store) struct PostReader {
    location: Location,
    session: Session,
    queries: Vec<String>,
}

impl PostReader {
    /// Connects, and looks where the posts are.
    ///
    /// # Errors
    /// The database cannot be reached, or has no posts that this role may read.
    pub(in crate::store) fn open(address: &Address) -> Result<Self, StoreError> {
        let location = Location::Postgres(address.clone());
        let open = || {
            let session = Session::open(&Parameters::resolve(&address.without_table())?)?;
            let named = address.table();
            let queries = session.run(queries(session.client(), named.as_deref()))?;
            Ok((session, queries))
        };
        let (session, queries) = open().map_err(|fault: Fault| fault.at(&location))?;
        Ok(Self { location, session, queries })
    }

    /// Calls `each` with every line until it breaks. All are of one moment, whoever writes
    /// meanwhile.
    ///
    /// # Errors
    /// The connection is lost, or the server ends the reading.
    pub(in crate::store) fn lines(
        &self,
        each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let doing = "read posts";
        let client = self.session.client();
        let read = self.session.run(async {
            let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
            client.batch_execute(begin).await.on(doing)?;
            for query in &self.queries {
                let none: [&str; 0] = [];
                let mut rows = pin!(client.query_raw(query, none).await.on(doing)?);
                while let Some(row) = TryStreamExt::try_next(&mut rows).await.on(doing)? {
                    let line: &str = row.try_get(0).on(doing)?;
                    if each(line.as_bytes()).is_break() {
                        return Ok(());
                    }
                }
            }
            client.batch_execute("COMMIT").await.on(doing)
        });
        read.map_err(|fault: Fault| fault.at(&self.location))
    }
}

/// A table or view with the types of its columns.
struct Relation {
    name: String,
    columns: HashMap<String, String>,
}

impl Relation {
    /// Finds it by its name, quoted; `None` if it is not there or may not be read.
    async fn find(client: &Client, name: &str) -> Result<Option<Self>, Fault> {
        let doing = "look at the tables";
        let rows = client
            .query(
                "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute
                 WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
                   AND has_column_privilege(attrelid, attnum, 'SELECT')",
                &[&name],
            )
            .await
            .on(doing)?;
        let pair = |row: &tokio_postgres::Row| Ok((row.try_get(0)?, row.try_get(1)?));
        let columns: Result<HashMap<_, _>, tokio_postgres::Error> = rows.iter().map(pair).collect();
        let columns = columns.on(doing)?;
        Ok((!columns.is_empty()).then(|| Self { name: name.to_owned(), columns }))
    }

    fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// Key and value of each of these columns that is there, as arguments of
    /// `json_build_object`. Numbers of a position keep all their digits.
    fn members(&self, of: &str, columns: &[&str]) -> String {
        let mut members = String::new();
        for column in columns.iter().filter(|column| self.has(column)) {
            let value = format!("{of}.{}", Identifier(column));
            let member = match self.columns.get(*column).map(|kind| kind.rsplit('.').next()) {
                Some(Some("geometry")) if *column == "geom_area" => format!(
                    "'bbox', CASE WHEN {value} IS NOT NULL THEN json_build_array(
                       ST_XMin({value}), ST_YMin({value}),
                       ST_XMax({value}) - CASE WHEN ST_XMax({value}) > 180 THEN 360 ELSE 0 END,
                       ST_YMax({value})) END"
                ),
                Some(Some("geometry")) => format!(
                    "'{column}', CASE WHEN {value} IS NOT NULL THEN json_build_object('type',
                       'Point', 'coordinates', json_build_array(ST_X({value}), ST_Y({value}))) END"
                ),
                _ => format!("'{column}', {value}"),
            };
            // Writing to a text cannot fail.
            let _ = write!(members, ", {member}");
        }
        members
    }
}

/// The statements that read the posts and, unless another table is named, the reactions.
async fn queries(client: &Client, named: Option<&str>) -> Result<Vec<String>, Fault> {
    let quoted = |name: &str| {
        let parts: Vec<String> = name.split('.').map(|part| Identifier(part).to_string()).collect();
        parts.join(".")
    };
    let wanted = named.unwrap_or("topical.post");
    let missing = |problem: String| Fault::from(PostgresError::Posts { problem });
    let posts = Relation::find(client, &quoted(wanted)).await?.ok_or_else(|| {
        missing(format!("there is no table or view {wanted} that this role may read"))
    })?;
    for needed in ["origin_id", "post_guid"] {
        if !posts.has(needed) {
            return Err(missing(format!("{wanted} has no column {needed}")));
        }
    }
    let mut queries = vec![of_posts(client, &posts).await?];
    if named.is_none()
        && let Some(reactions) = Relation::find(client, "topical.post_reaction").await?
        && reactions.has("reaction_guid")
    {
        queries.push(format!(
            "SELECT json_build_object('origin_id', t.origin_id, 'reaction_guid', t.reaction_guid{})::text FROM {} AS t",
            reactions.members("t", &REACTION),
            reactions.name
        ));
    }
    Ok(queries)
}

async fn of_posts(client: &Client, posts: &Relation) -> Result<String, Fault> {
    let mut members = posts.members("t", &POST);
    let mut joins = String::new();
    for name in ["place", "city", "country"] {
        let guid = format!("{name}_guid");
        let Some(places) = Relation::find(client, &format!("spatial.{name}")).await? else {
            continue;
        };
        if !posts.has(&guid) || !places.has(&guid) || !places.has("origin_id") {
            continue;
        }
        // Writing to a text cannot fail.
        let _ = write!(
            members,
            ", '{name}', CASE WHEN {name}.origin_id IS NOT NULL THEN json_build_object('guid', {name}.{guid}{}) END",
            places.members(name, &PLACE)
        );
        let _ = write!(
            joins,
            " LEFT JOIN {} AS {name} ON {name}.origin_id = t.origin_id AND {name}.{guid} = t.{guid}",
            places.name
        );
    }
    Ok(format!(
        "SELECT json_build_object('origin_id', t.origin_id, 'post_guid', t.post_guid{members})::text FROM {} AS t{joins}",
        posts.name
    ))
}
